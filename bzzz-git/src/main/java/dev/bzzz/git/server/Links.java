package dev.bzzz.git.server;

import dev.bzzz.core.repo.RepositoryName;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses in answers, as seen by who asks: a reverse proxy that speaks TLS says so in {@code
 * X-Forwarded-Proto}.
 *
 * @param web where people and git go, without a slash at the end
 */
record Links(String web) {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

  static Links of(HttpServletRequest request) {
    String host = request.getHeader("Host");
    if (host == null || !HOST.matcher(host).matches()) {
      throw ApiError.of(400, "the request names no host");
    }
    return new Links(
        (secure(request.getHeader("X-Forwarded-Proto")) ? "https" : "http") + "://" + host);
  }

  private static boolean secure(@Nullable String protocol) {
    return protocol != null && protocol.toLowerCase(Locale.ROOT).equals("https");
  }

  /** Where the API is. */
  String api() {
    return web + ApiPaths.ROOT;
  }

  /** A repository's address in the API. */
  String repository(RepositoryName name) {
    return api() + "/repos/" + name;
  }

  /** A repository's address for people. */
  String page(RepositoryName name) {
    return web + "/" + name;
  }
}
