import { confirmTotp, newRecoveryCodes, removeTotp, startTotp } from '../../account/second-factors.ts';
import { Form } from '../parts/form.tsx';
import { LinkTo } from '../parts/link.tsx';
import { View } from '../parts/view.tsx';
import { Enrolment } from '../steps/enrolment.tsx';
import { RecoveryCodes } from '../steps/recovery-codes.tsx';
import { useAllAuth } from '../texts/later.tsx';
import { Back } from './back.tsx';
import type { SettingsState } from './me.ts';

/** The authenticator app and the recovery codes. */
export function TwoStepSection(state: SettingsState) {
  const { me, open, close } = state;
  const { client, texts } = useAllAuth();
  const { twoStep: own } = texts;
  const { totp, passkeys, recoveryCodesLeft } = me.secondFactors;
  const without = passkeys > 0 ? own.script.twoStepPasskeys : own.script.twoStepOff;

  const showCodes = (codes: readonly string[], news: string) =>
    open(<RecoveryCodes codes={codes} onSaved={() => close(news)} />);
  const setUp = async () => {
    const enrolment = await startTotp(client);
    open(
      <Enrolment
        enrolment={enrolment}
        intro={totp && <p>{own.enrol.replaces}</p>}
        hint={own.enrol.sessions}
        onCode={async (code) => showCodes(await confirmTotp(client, code), own.script.totpAdded)}
      >
        <Back close={close} />
      </Enrolment>,
    );
  };
  const renew = (news: string) => async () => showCodes(await newRecoveryCodes(client), news);
  return (
    <>
      <h2>{own.title}</h2>
      <p>{totp ? own.script.twoStepOn : without}</p>
      <Form submit={totp ? own.replace : own.start} kind="plain" onSubmit={setUp} />
      {(totp || passkeys > 0) &&
        (recoveryCodesLeft === 0 ? (
          <>
            <p>{own.noCodes}</p>
            <Form submit={own.firstCodes} onSubmit={renew(own.script.codesFirst)} />
          </>
        ) : (
          <>
            <p>{own.script.codesLeft.replace('{count}', String(recoveryCodesLeft))}</p>
            <Form submit={own.newCodes} kind="plain" onSubmit={renew(own.script.codesStored)} />
          </>
        ))}
      {totp && (
        <ul className="links">
          <li>
            <LinkTo to={() => open(<RemoveApp {...state} />)}>{own.remove.title}</LinkTo>
          </li>
        </ul>
      )}
    </>
  );
}

function RemoveApp({ close }: SettingsState) {
  const { client, texts } = useAllAuth();
  const { remove, script } = texts.twoStep;
  const send = async () => {
    await removeTotp(client);
    await close(script.totpRemoved);
  };
  return (
    <View name="remove-totp" title={remove.title} autoFocus>
      <p>{remove.intro}</p>
      <Form submit={remove.submit} onSubmit={send} />
      <Back close={close} />
    </View>
  );
}
