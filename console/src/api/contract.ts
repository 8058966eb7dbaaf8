// Types of requests and answers, read out of the contract: api/schema.d.ts is generated from
// api/openapi.yaml (`npm run types`), so that a route or a field that the hub does not have does not
// compile here.
import type { components, paths } from "./schema";

export type Schema<N extends keyof components["schemas"]> = components["schemas"][N];

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** The paths that have a method. */
export type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;

type Part<O, N extends string> = O extends { parameters: infer A }
  ? N extends keyof A
    ? Exclude<A[N], undefined>
    : never
  : never;

type Loose<T> = { [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };

type PathPart<O> = [Part<O, "path">] extends [never] ? unknown : { path: Part<O, "path"> };

type QueryPart<O> = [Part<O, "query">] extends [never]
  ? unknown
  : object extends Part<O, "query">
    ? { query?: Loose<Part<O, "query">> }
    : { query: Loose<Part<O, "query">> };

type Content<C> = C extends { "application/json": infer J }
  ? J
  : C extends { [media: `${string}+json`]: infer J }
    ? J
    : C extends { [media: string]: infer T }
      ? T
      : undefined;

type BodyPart<O> = O extends { requestBody: { content: infer C } } ? { body: Content<C> } : unknown;

/** What goes with a request: path parameters, query, body, each exactly when the route has it. */
export type RequestOf<P extends keyof paths, M extends Method> = PathPart<Operation<P, M>> &
  QueryPart<Operation<P, M>> &
  BodyPart<Operation<P, M>>;

type ContentOf<R> = R extends { content: infer C } ? Content<C> : undefined;

/** What comes back when it went well. */
export type AnswerOf<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? ContentOf<R[S]> : never }[keyof R]
    : never;

/** The paths whose answer is a list with a cursor. */
export type ListPath = {
  [P in PathsWith<"get">]: AnswerOf<P, "get"> extends { items: unknown[] }
    ? Operation<P, "get"> extends { parameters: { query?: { cursor?: string } } }
      ? P
      : never
    : never;
}[PathsWith<"get">];

export type ItemOf<P extends ListPath> =
  AnswerOf<P, "get"> extends { items: (infer I)[] } ? I : never;
