import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { useAuth } from './context.ts';

/**
 * A component whose code is loaded when it first appears. Unlike `React.lazy`, it needs no `Suspense`, and after a failure
 * the user can try again.
 * @param isQuiet whether nothing is shown in its place meanwhile.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  isQuiet = false,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazily(props: Props) {
    const { session } = useAuth().texts;
    const [Part, setPart] = useState(() => loaded);
    const [hasFailed, setHasFailed] = useState(false);
    const start = useCallback(() => {
      setHasFailed(false);
      load().then(
        (part) => {
          loaded = part;
          setPart(() => part);
        },
        () => setHasFailed(true),
      );
    }, []);
    useEffect(() => {
      // Another instance may have loaded it since this one was rendered.
      if (loaded) setPart(() => loaded);
      else start();
    }, [start]);

    if (Part) return <Part {...props} />;
    if (!hasFailed) return isQuiet ? null : <p role="status">{session.loading}</p>;
    return (
      <>
        <p className="problem" role="alert">
          {session.partFailed}
        </p>
        <button type="button" onClick={start}>
          {session.retry}
        </button>
      </>
    );
  };
}
