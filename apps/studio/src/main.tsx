import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { DeskContext } from './app/context.ts';
import { Desk } from './app/desk.ts';
import { Listening } from './app/listening.ts';
import { applyTheme, storedTheme } from './app/theme.ts';

applyTheme(storedTheme());
const desk = new Desk();
const listening = new Listening(desk);
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <DeskContext value={{ desk, listening }}>
      <App />
    </DeskContext>
  </StrictMode>,
);
void desk.start('/api/v1');
// A launch link opened in this tab changes only the part behind #, which alone loads nothing.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#t=')) location.reload();
});
