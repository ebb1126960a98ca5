export { mountSessionPanel, type SessionPanelOptions } from './devtools/session-panel.ts';
