import encodeQR from 'qr';
import { useMemo } from 'react';

/** Drawn in the page, so that no other server sees the text. Dark on light in every theme, as many readers need. */
export function QrCode({ text, label }: { text: string; label: string }) {
  // Scanners need a light border, four modules wide.
  const rows = useMemo(() => encodeQR(text, 'raw', { border: 4 }), [text]);
  const dots = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`0 0 ${rows.length} ${rows.length}`}>
      <path d={dots.join('')} />
    </svg>
  );
}
