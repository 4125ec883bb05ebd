// Signing in and out on the pages with a line. The tablet's key lies on the device, not in a page: whoever signs out there
// leaves the tablet too, and whoever signs in instead must not find it open.

import { meta } from "../field/db.js";
import { createOwed, SIGN_OUT } from "../field/owed.js";
import { unsentOf } from "../field/state.js";
import { SHELL } from "./shell.js";

/** The form that begins a session. */
const SIGN_IN = "/do/sign-in";
/** Where signing out goes on while something is unsent: there it is said, and asked. */
export const ASKS = `${SHELL}/settings?sign_out=1`;
/** Whose session it is, by the name they sign in with. */
const SESSION = "session";

/** As the server compares what people sign in with. */
const plain = (login) => String(login ?? "").trim().toLowerCase();

/**
 * @param {object} outside
 * @param {() => Promise<object>} outside.open the tablet's store
 */
export function createSession({ open, fetch, origin, owed = createOwed() }) {
  /** Does something about whoever works on the tablet. What goes wrong with the store must not keep anybody out or in. */
  async function withPerson(work) {
    let tablet;
    try {
      tablet = await open();
      const me = (await meta.get(tablet.db, "person"))?.me;
      return await work(tablet, me?.actor ?? null);
    } catch (error) {
      console.error(error);
      return undefined;
    } finally {
      tablet?.engine.stop();
      tablet?.db.close();
    }
  }

  async function signIn(request) {
    const form = await request.clone().formData();
    const login = plain(form.get("login"));
    await withPerson(async (tablet, here) => {
      await meta.set(tablet.db, SESSION, login);
      if (here && plain(here.login) !== login) await tablet.vault.lock(here.user);
    });
    return fetch(request);
  }

  async function signOut(request) {
    const asks = await withPerson(async (tablet, here) => {
      if (!here) return false;
      const session = await meta.get(tablet.db, SESSION);
      // somebody else's session: the tablet is locked already, and its work is not theirs to hear of
      if (session && session !== plain(here.login)) return false;
      const { commands, photos, drafts } = await unsentOf(tablet, here.user);
      if (commands + photos + drafts > 0 && (await tablet.vault.key(here.user))) return true;
      await tablet.vault.forget(here.user);
      await meta.remove(tablet.db, "person");
      return false;
    });
    if (asks) return Response.redirect(new URL(ASKS, origin).href, 303);
    try {
      return await fetch(request);
    } catch {
      await owed.set();
      return Response.redirect(new URL(SHELL, origin).href, 303);
    }
  }

  return {
    /** The answer to a form that begins or ends a session; nothing for everything else. */
    answer({ request }) {
      if (request.method !== "POST" || request.mode !== "navigate") return undefined;
      const { pathname } = new URL(request.url);
      if (pathname === SIGN_IN) return signIn(request);
      if (pathname === SIGN_OUT) return signOut(request);
      return undefined;
    },
  };
}
