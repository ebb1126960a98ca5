import { changePassword } from 'graphql-auth-service-client';
import { auth } from './auth.ts';
import { Field } from './field.tsx';
import { textOf } from './form.tsx';
import { NewPasswordForm } from './new-password-form.tsx';

interface Props {
  username: string;
  onDone: () => void;
}

/** Every other device is logged out. The tabs of this browser stay logged in. */
export function ChangePasswordForm({ username, onDone }: Props) {
  const change = async (newPassword: string, values: FormData) => {
    await changePassword(auth, { currentPassword: textOf(values, 'currentPassword'), newPassword });
    onDone();
  };
  return (
    <NewPasswordForm title="Change your password" onSubmit={change}>
      {(problem) => (
        <>
          {/* Password managers store the new password under this name. */}
          <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
          <Field
            label="Current password"
            name="currentPassword"
            type="password"
            autoComplete="current-password"
            problem={problem}
          />
        </>
      )}
    </NewPasswordForm>
  );
}
