// What an action of the tablet answers; `Done` in app/src/field/bridge.rs.

export const OK = { answer: "ok" };
export const OFFLINE = { answer: "offline" };
export const KEY_DROPPED = { answer: "key_dropped" };
export const NO_ROOM = { answer: "no_room" };
export const fault = (code, fields) => ({ answer: "fault", fault: fields ? { code, fields } : { code } });
export const faulty = (fault) => ({ answer: "fault", fault });

/** Locked, or signed out: nothing can be read or written. */
export const LOCKED = fault("unauthenticated");

/** What the server's answer means where it is no success. */
export function refusal(answer) {
  if (!answer.reached) return OFFLINE;
  return faulty(answer.fault ?? { code: answer.status === 401 ? "unauthenticated" : "internal" });
}
