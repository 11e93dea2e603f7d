/** What these tests reach behind the library's door. */
export { ChangeStore } from '../../../libs/messages/src/store/change.store';
export { migrate } from '../../../libs/messages/src/store/migrate';
