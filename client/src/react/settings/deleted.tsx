import { LinkTo, type Target } from '../parts/link.tsx';
import { View } from '../parts/view.tsx';
import { type AllTexts, useAllAuth, withLaterTexts } from '../texts/later.tsx';
import { timeText } from '../time-text.ts';

/** After the deletion, although the user is logged out. */
export const Deleted = withLaterTexts(function Deleted(props: { dueAt: string; signIn: Target | undefined }) {
  const { texts, locale } = useAllAuth();
  const { delete: own } = texts.data;
  return (
    <View name="deleted" title={own.doneTitle} autoFocus>
      <p>{farewellOf(props.dueAt, texts, locale)}</p>
      {props.signIn !== undefined && (
        <p>
          <LinkTo to={props.signIn}>{own.logIn}</LinkTo>
        </p>
      )}
    </View>
  );
});

export function farewellOf(dueAt: string, { data: { script } }: AllTexts, locale: string): string {
  const isClosing = new Date(dueAt) > new Date();
  return isClosing ? script.closed.replace('{time}', timeText(dueAt, locale)) : script.deleted;
}
