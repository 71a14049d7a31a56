// @ts-check
/** The first page, on one screen: what the extension does, and what it never sends. Nothing has to be agreed to. */
import { byId, fillPage, text } from '../common/i18n.js';

fillPage();
document.title = text('welcome_title');
byId('options').addEventListener('click', () => void browser.runtime.openOptionsPage());
