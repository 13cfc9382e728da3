package dev.bzzz.git.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** What a host answered. Immutable, except for what callers do to {@link #json}. */
public final class HostAnswer {
  private final RawAnswer raw;
  private final JsonNode json;

  HostAnswer(RawAnswer raw, JsonNode json) {
    this.raw = raw;
    this.json = json;
  }

  /** The HTTP status. */
  public int status() {
    return raw.status();
  }

  /** The JSON it holds; a missing node when there is none. */
  public JsonNode json() {
    return json;
  }

  /** What is told of an error, as one line fit to be shown. */
  public String problem() {
    return HostText.problem(raw);
  }

  /** A header's first value. */
  public Optional<String> header(String name) {
    return raw.header(name);
  }

  /** When the host sent it, by its own clock. */
  public Optional<Instant> date() {
    return RateLimit.date(raw.headers());
  }

  /** Where it came from in the end, after redirects. */
  public URI url() {
    return raw.url();
  }

  /** Whether the host said that nothing changed, so that this is what it answered before. */
  public boolean unchanged() {
    return raw.cached();
  }
}
