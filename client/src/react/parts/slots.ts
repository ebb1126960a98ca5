import type { ComponentType } from 'react';
import type {
  ChoiceProps,
  FieldProps,
  HeadingProps,
  LinkProps,
  SubmitButtonProps,
  SummaryProps,
} from './slot-props.ts';

/** Replacements of parts. Each has to pass on the props of its element, such as `input`. */
export interface Components {
  Field?: ComponentType<FieldProps>;
  SubmitButton?: ComponentType<SubmitButtonProps>;
  Heading?: ComponentType<HeadingProps>;
  Summary?: ComponentType<SummaryProps>;
  Choice?: ComponentType<ChoiceProps>;
  Link?: ComponentType<LinkProps>;
}

/** Additional class names, by part. */
export type ClassNames = Partial<
  Record<
    | 'root'
    | 'heading'
    | 'summary'
    | 'form'
    | 'field'
    | 'label'
    | 'hint'
    | 'problem'
    | 'input'
    | 'choice'
    | 'button'
    | 'link'
    | 'status',
    string
  >
>;

export interface Slots {
  classNames: ClassNames;
  components: Components;
}

export const noSlots: Slots = { classNames: {}, components: {} };

/** @returns undefined if there is no name, so that the element has no attribute `class`. */
export function classes(...names: readonly (string | undefined)[]): string | undefined {
  return names.filter(Boolean).join(' ') || undefined;
}
