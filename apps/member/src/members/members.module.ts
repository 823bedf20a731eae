import { Module } from '@nestjs/common';
import { HashingTurns } from './hashing-turns.js';
import { LoginController } from './login.controller.js';
import { LoginLimits } from './login-limits.js';
import { LoginService } from './login.service.js';
import { LogoutController } from './logout.controller.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { MembersStore } from './members.store.js';
import { Passwords } from './passwords.js';
import { RefreshController } from './refresh.controller.js';
import { SessionsController } from './sessions.controller.js';

@Module({
  controllers: [MembersController, LoginController, LogoutController, RefreshController, SessionsController],
  providers: [MembersService, MembersStore, LoginService, LoginLimits, Passwords, HashingTurns],
})
export class MembersModule {}
