import { ownTexts } from './page-texts.ts';

const maxLength = 32;
const texts = ownTexts<{ suggest: string }>();

/** Offers a button with a username that is probably free. Only the service knows. */
export function suggestUsername(form: HTMLFormElement): void {
  const input = form.querySelector('input[name="username"]') as HTMLInputElement;
  const digits = String(Math.floor(Math.random() * 9000) + 1000);
  const username = input.value.slice(0, maxLength - digits.length) + digits;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = texts.suggest.replace('{username}', () => username);
  const item = document.createElement('div');
  item.className = 'plain';
  item.append(button);
  button.addEventListener('click', () => {
    input.value = username;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    input.focus();
  });
  const remove = () => item.remove();
  input.addEventListener('input', remove, { once: true });
  form.addEventListener('submit', remove, { once: true });
  input.closest('.field')?.append(item);
}
