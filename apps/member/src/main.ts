import { boot } from '@doorman/service';
import { member } from './member.js';

await boot(member);
