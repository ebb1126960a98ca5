import { auth } from './auth.ts';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';

interface Props {
  username: string;
  onDone: () => void;
}

/** Every other device is logged out. The tabs of this browser stay logged in. */
export function ChangePasswordForm({ username, onDone }: Props) {
  const change = async (values: FormData) => {
    const [currentPassword, newPassword] = [textOf(values, 'currentPassword'), textOf(values, 'newPassword')];
    await auth.changePassword({ currentPassword, newPassword });
    onDone();
  };
  return (
    <Form
      title="Change your password"
      submit="Change password"
      sending="Changing password…"
      onSubmit={change}
    >
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
          <Field
            label="New password"
            name="newPassword"
            type="password"
            autoComplete="new-password"
            hint="A few random words make a good password."
            problem={problem}
          />
        </>
      )}
    </Form>
  );
}
