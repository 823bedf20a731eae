import { type KeyObject, createSecretKey } from 'node:crypto';
import { Controller, Get, Injectable, UseGuards } from '@nestjs/common';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { ANSWER, MEMBERS, type Serving } from '../subjects/subject.js';
import { serveNest } from './nest.js';
import { SECRET, bearers } from './tokens.js';

@Controller()
class GuardedController {
  @UseGuards(AuthGuard('jwt'))
  @Get()
  hello() {
    return ANSWER;
  }
}

/** https://docs.nestjs.com/recipes/passport#jwt-functionality, word for word but for the key. */
const jwtStrategy = (secretOrKey: string | KeyObject) => {
  @Injectable()
  class JwtStrategy extends PassportStrategy(Strategy) {
    constructor() {
      super({
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        ignoreExpiration: false,
        // The types know strings alone; jsonwebtoken takes a KeyObject.
        secretOrKey: secretOrKey as string,
      });
    }

    async validate(payload: { sub: string; username: string }) {
      return { userId: payload.sub, username: payload.username };
    }
  }
  return JwtStrategy;
};

export const serveNestRecipe = (
  framework: 'fastify' | 'express',
  secret: 'string' | 'key object',
): Promise<Serving> =>
  serveNest(
    framework,
    {
      imports: [PassportModule],
      controllers: [GuardedController],
      providers: [jwtStrategy(secret === 'string' ? SECRET : createSecretKey(SECRET, 'utf8'))],
    },
    bearers(MEMBERS),
  );
