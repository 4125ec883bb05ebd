import type { BrowserContext, ConsoleMessage, Page, Request } from "@playwright/test";

/**
 * What went wrong in a browser without the page saying so: errors on the console, uncaught exceptions, violations of
 * the content security policy, requests that failed, answers of 500 and above.
 */
export class Problems {
  private found: string[] = [];
  private expected: RegExp[] = [];
  private reading: Promise<void>[] = [];
  private known = new WeakSet<BrowserContext>();

  /** Begins to listen to all pages of a context, those opened later too. */
  async watch(context: BrowserContext): Promise<void> {
    if (this.known.has(context)) return;
    this.known.add(context);
    context.on("console", (message) => this.console(message));
    context.on("weberror", (event) => this.note(`uncaught: ${event.error().stack ?? event.error().message}`));
    context.on("requestfailed", (request) => this.request(request));
    context.on("response", (response) => {
      if (response.status() >= 500) this.note(`${response.status()} ${response.request().method()} ${response.url()}`);
    });
    await context.exposeBinding("reportPolicyViolation", (_source, text: string) => this.note(`policy: ${text}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const where = `${event.sourceFile}:${event.lineNumber}`;
        const report = (window as unknown as { reportPolicyViolation(text: string): void }).reportPolicyViolation;
        report(`${event.effectiveDirective} forbids ${event.blockedURI} (${where}) ${event.sample}`);
      });
    });
  }

  /**
   * Says that this story provokes a problem on purpose. A refused request is one: the browser itself writes
   * "the server responded with a status of 409" to the console.
   */
  expect(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  /** What nobody expected. */
  async unexpected(): Promise<string[]> {
    await Promise.all(this.reading);
    return this.found.filter((problem) => !this.expected.some((pattern) => pattern.test(problem)));
  }

  private note(problem: string): void {
    this.found.push(problem);
  }

  private console(message: ConsoleMessage): void {
    if (message.type() !== "error") return;
    const { url, lineNumber } = message.location();
    const page = message.page()?.url() ?? "";
    const at = this.found.push(`console: ${message.text()} (${url}:${lineNumber}, page ${page})`) - 1;
    // the text calls a node only a node: what stands there tells more
    for (const part of message.args()) {
      const written = part.evaluate((value) => (value instanceof Node ? value.parentElement?.outerHTML : undefined));
      this.reading.push(
        written.then(
          (html) => {
            if (html !== undefined) this.found[at] += `\nin ${html.slice(0, 2000)}`;
          },
          () => undefined, // the page is gone: the text remains
        ),
      );
    }
  }

  private request(request: Request): void {
    const reason = request.failure()?.errorText ?? "";
    // leaving a page ends what it was still fetching
    if (reason === "net::ERR_ABORTED") return;
    // a browser without scripts says so of each it does not load; what a policy forbids is reported by its own event
    if (reason === "csp") return;
    this.note(`request: ${request.method()} ${request.url()} ${reason} (page ${pageAddress(request)})`);
  }
}

function pageAddress(request: Request): string {
  try {
    const page: Page | null = request.frame().page();
    return page?.url() ?? "";
  } catch {
    return "gone"; // a worker's request, or the page was closed meanwhile
  }
}
