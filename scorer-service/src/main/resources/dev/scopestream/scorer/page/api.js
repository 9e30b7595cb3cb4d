/** The scorer's HTTP. */

export class ApiError extends Error {
  constructor(message, field, status) {
    super(field ? `${field}: ${message}` : message);
    this.status = status;
  }
}

async function answer(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // no JSON: the status says it
  }
  if (!response.ok) throw new ApiError(body.error ?? `HTTP ${response.status}`, body.field, response.status);
  return body;
}

export async function get(path, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  return answer(await fetch(query ? `${path}?${query}` : path, { cache: "no-store" }));
}

/** Asks for the token once, where one is needed; it's forgotten with the tab. */
export async function post(path, body, askToken) {
  const token = sessionStorage.getItem("token");
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  try {
    return await answer(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
  } catch (e) {
    if (e.status !== 401 || !askToken) throw e;
    const given = await askToken();
    if (!given) throw e;
    sessionStorage.setItem("token", given);
    return post(path, body, null);
  }
}

/**
 * Server-sent events until the answer is called. The browser connects again by itself.
 *
 * @param state gets true when connected, false when not
 */
export function follow(path, parameters, each, state = () => {}) {
  const query = new URLSearchParams(parameters).toString();
  const source = new EventSource(query ? `${path}?${query}` : path);
  source.onopen = () => state(true);
  source.onerror = () => state(false);
  source.onmessage = (event) => {
    const news = JSON.parse(event.data);
    if (Object.keys(news).length > 0) each(news);
  };
  return () => source.close();
}
