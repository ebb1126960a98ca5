import { encodeQR } from 'qr';
import { useMemo } from 'react';

interface Props {
  text: string;
  label: string;
}

/** Drawn in the page, so that no other server sees the text. Dark on light in every theme, as many readers need. */
export function QrCode({ text, label }: Props) {
  const rows = useMemo(() => encodeQR(text, 'raw', { border: 4 }), [text]);
  const dots = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shapeRendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={dots.join('')} fill="#000" />
    </svg>
  );
}
