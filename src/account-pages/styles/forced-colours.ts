export const forcedColourStyles = `@media (forced-colors: active) {
  .auth {
    button {
      border-color: ButtonText;
      background: ButtonFace;
      color: ButtonText;
    }

    button[aria-disabled="true"] {
      opacity: 1;
      border-color: GrayText;
      color: GrayText;
    }

    :is(.summary, .notice)::before {
      outline: 1px solid;
    }
  }
}
`;
