import { lastName } from './last-name.ts';

/** Shown until the session is known. index.html shows the same before the app has loaded, without the name. */
export function Skeleton() {
  const name = lastName();
  return (
    <div className="auth">
      <section data-view="loading">
        <h1>{name === null ? 'Loading…' : `Hello ${name}`}</h1>
        <div className="bone" />
        <div className="bone" />
        <div className="bone short" />
      </section>
    </div>
  );
}
