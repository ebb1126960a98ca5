import { takeToken } from './link-token.ts';
import { keptFlow, offerNewPassword, showEnded } from './new-password.ts';
import { begin, useField } from './views.ts';

const token = takeToken();
const flow = token === undefined ? keptFlow() : undefined;

useField('code', flow !== undefined);
offerNewPassword(() => (token === undefined ? { flow: flow ?? '' } : { token }));
if (token !== undefined || flow !== undefined) begin('reset');
else showEnded('MISSING');
