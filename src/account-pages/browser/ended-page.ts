import { begin } from './views.ts';

begin('ended');
