// @ts-check
/** The page that "take me away" ends on when there is nothing to go back to. */
import { fillPage, text } from '../common/i18n.js';

fillPage();
document.title = text('left_title');
