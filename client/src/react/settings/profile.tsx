import { changePassword } from '../../account/credentials.ts';
import { Field, PasswordField } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { LinkTo } from '../parts/link.tsx';
import { View } from '../parts/view.tsx';
import { AccountName } from '../steps/proof-form.tsx';
import { useAllAuth } from '../texts/later.tsx';
import { Back } from './back.tsx';
import { ChangeEmail, VerifyByCode } from './email.tsx';
import type { SettingsState } from './me.ts';
import { useSend } from './use-send.ts';

/** Username, email and password. */
export function ProfileSection(state: SettingsState) {
  const { me, has, open, close } = state;
  const { profile } = useAllAuth().texts;
  const send = useSend();
  const { script } = profile;
  const verified = me.emailVerified ? script.verified : script.notVerified;
  const requestCode = async () => {
    const { flow } = await send<{ flow: string }>('mutation { requestEmailVerification { flow } }');
    open(<VerifyByCode flow={flow} {...state} />);
  };
  const cancel = async () => {
    await send('mutation { cancelEmailChange { id } }');
    await close(script.emailKept);
  };
  return (
    <>
      <h2>{profile.profileTitle}</h2>
      <dl>
        <dt>{profile.username}</dt>
        <dd>{me.username}</dd>
        <dt>{profile.email}</dt>
        <dd>
          {me.email} <span className="hint">{me.emailStatus === 'REFUSED' ? script.refused : verified}</span>
        </dd>
      </dl>
      {has('email') && !me.emailVerified && (
        <Form submit={profile.verifyEmail} kind="plain" onSubmit={requestCode} />
      )}
      {has('email') && me.pendingEmail !== null && (
        <>
          <dl>
            <dt>{profile.pending.title}</dt>
            <dd>{me.pendingEmail}</dd>
          </dl>
          <p>{profile.pending.intro}</p>
          <Form submit={profile.pending.cancel} kind="plain" onSubmit={cancel} />
        </>
      )}
      <ul className="links">
        {has('profile') && (
          <li>
            <LinkTo to={() => open(<ChangeUsername {...state} />)}>{profile.changeUsername.title}</LinkTo>
          </li>
        )}
        {has('email') && (
          <li>
            <LinkTo to={() => open(<ChangeEmail {...state} />)}>{profile.changeEmail.title}</LinkTo>
          </li>
        )}
        {has('password') && (
          <li>
            <LinkTo to={() => open(<ChangePassword {...state} />)}>{profile.password.title}</LinkTo>
          </li>
        )}
      </ul>
    </>
  );
}

function ChangeUsername({ close }: SettingsState) {
  const { client, texts } = useAllAuth();
  const { changeUsername: own, script } = texts.profile;
  const send = useSend();
  const change = async ({ username = '' }) => {
    await send('mutation ($input: ChangeUsernameInput!) { changeUsername(input: $input) { id } }', {
      username,
    });
    // So that the browser offers passkeys under the new name.
    void import('../../passkeys.ts').then(({ syncPasskeys }) => syncPasskeys(client)).catch(() => undefined);
    await close(script.usernameChanged);
  };
  return (
    <View name="username" title={own.title} autoFocus>
      <p>{own.intro}</p>
      <Form submit={own.submit} onSubmit={change}>
        <Field name="username" autoComplete="username" {...own.field} />
      </Form>
      <Back close={close} />
    </View>
  );
}

function ChangePassword({ close }: SettingsState) {
  const { client, texts } = useAllAuth();
  const { password: own, script } = texts.profile;
  const change = async ({ currentPassword = '', newPassword = '' }) => {
    await changePassword(client, { currentPassword, newPassword });
    await close(script.passwordChanged);
  };
  return (
    <View name="password" title={own.title} autoFocus>
      <p>{own.intro}</p>
      <Form submit={own.submit} onSubmit={change}>
        <AccountName />
        <PasswordField name="currentPassword" autoComplete="current-password" {...own.current} />
        <PasswordField name="newPassword" autoComplete="new-password" {...texts.fields.newPassword} />
      </Form>
      <Back close={close} />
    </View>
  );
}
