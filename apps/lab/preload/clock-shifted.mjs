/**
 * Loaded before a service by `node --import`: its clock is wrong by CLOCK_SHIFT_SECONDS, ahead or (below zero) behind, as after a lost NTP or on a
 * machine that was resumed. Only what tells the time of day is moved; timers run on another clock, in a real machine too.
 */
const shiftMs = Number(process.env.CLOCK_SHIFT_SECONDS) * 1000;
const TrueDate = Date;

globalThis.Date = class Date extends TrueDate {
  constructor(...args) {
    if (args.length === 0) super(TrueDate.now() + shiftMs);
    else super(...args);
  }

  static now() {
    return TrueDate.now() + shiftMs;
  }
};
