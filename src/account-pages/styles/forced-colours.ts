export const forcedColourStyles = `@media (forced-colors: active) {
  .auth {
    button {
      border-color: ButtonText;
      background: ButtonText;
      color: ButtonFace;
      forced-color-adjust: none;
    }

    .plain button {
      border-color: ButtonText;
      background: ButtonFace;
      color: ButtonText;
    }

    input[aria-invalid="true"] {
      border-width: 3px;
    }

    button[aria-disabled="true"] {
      opacity: 1;
      border-color: GrayText;
      background: ButtonFace;
      color: GrayText;
    }

    :is(.summary, .notice)::before {
      outline: 1px solid;
    }
  }
}
`;
