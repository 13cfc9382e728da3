package dev.bzzz.git.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * Status, headers and bytes.
 *
 * @param url where they came from
 * @param cached whether they are from before, and the host said that they still hold
 */
record RawAnswer(URI url, int status, HttpHeaders headers, byte[] body, boolean cached) {
  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The same, served once more. */
  RawAnswer again() {
    return new RawAnswer(url, status, headers, body, true);
  }

  boolean ok() {
    return status >= 200 && status < 300;
  }
}
