package dev.bzzz.git.hooks;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One webhook as it came. Its body is not copied.
 *
 * @param kind what the path says of the host's kind
 * @param headers by name, in small letters or large ones
 * @param body the bytes, as they were signed
 */
public record HookRequest(String kind, Map<String, String> headers, byte[] body) {
  /** Copies the headers. */
  public HookRequest {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(lower);
  }

  /** A header's value, by its name in small letters. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
