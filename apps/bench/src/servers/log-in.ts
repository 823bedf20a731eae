import { Pool } from 'undici';
import type { Headers } from '../subjects/subject.js';

const CONNECTIONS = 16;

/** Logs so many members in at `POST /login`. @returns each one's cookies, as a browser sends them back */
export async function logIn(port: number, members: number): Promise<Headers[]> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  try {
    return await Promise.all(Array.from({ length: members }, () => cookiesOfLogin(pool)));
  } finally {
    await pool.close();
  }
}

async function cookiesOfLogin(pool: Pool): Promise<Headers> {
  const { statusCode, headers, body } = await pool.request({ path: '/login', method: 'POST' });
  await body.dump();
  const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.replace(/;.*/, ''));
  if (statusCode !== 200 || cookies.length === 0)
    throw new Error(`POST /login is answered with ${statusCode}`);
  return { cookie: cookies.join('; ') };
}
