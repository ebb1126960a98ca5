export const forcedColourStyles = `@media (forced-colors: active) {
  main {
    border-color: CanvasText;
  }

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
}
`;
