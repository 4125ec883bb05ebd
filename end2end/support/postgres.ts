// A database of a test's own on the server of TEST_DATABASE_URL, for several servers to share.
import { randomBytes } from "node:crypto";
import { Client } from "pg";

export class OwnDatabase {
  private constructor(
    private readonly server: string,
    private readonly name: string,
    private readonly client: Client,
  ) {}

  /** Makes it, without any table. */
  static async create(): Promise<OwnDatabase> {
    const server = process.env.TEST_DATABASE_URL;
    if (!server) throw new Error("TEST_DATABASE_URL names no PostgreSQL where databases may be created");
    const name = `xunan_servers_${randomBytes(6).toString("hex")}`;
    await once(server, `CREATE DATABASE ${name}`);
    const client = new Client({ connectionString: at(server, name) });
    await client.connect();
    return new OwnDatabase(server, name, client);
  }

  /** Its address. */
  get url(): string {
    return at(this.server, this.name);
  }

  /** What it answers; whole numbers of 64 bits come as text. */
  async ask<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const answer = await this.client.query<Row>(sql, values);
    return answer.rows;
  }

  /** The one number that it answers. */
  async number(sql: string, values: unknown[] = []): Promise<number> {
    const [row] = await this.ask<{ n: string | number }>(`SELECT (${sql}) AS n`, values);
    return Number(row?.n);
  }

  /** Removes it, whoever is still connected. */
  async drop(): Promise<void> {
    await this.client.end();
    await once(this.server, `DROP DATABASE ${this.name} WITH (FORCE)`);
  }
}

/** Another database of the same server. */
function at(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** A statement that is allowed in no transaction and in no database that it is about. */
async function once(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
