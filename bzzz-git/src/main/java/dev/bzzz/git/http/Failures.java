package dev.bzzz.git.http;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.Unauthorized;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong between a host and us, each in one line. */
final class Failures {
  /** How long to leave a host alone that is not itself: a wrong certificate, a page for people. */
  static final Duration STRANGE = Duration.ofMinutes(1);

  private static final Map<Integer, String> ADVICE =
      Map.of(
          401, "check that the token is right and has not expired or been revoked",
          403, "give the token the permission for it",
          404, "check the name and the address of the API, and whether the token may see it",
          409, "look at it again and decide anew",
          410, "it was deleted or is turned off",
          422, "the host does not take what was sent",
          423, "it is archived or locked; unarchive it, or take it out of the configuration",
          451, "the host may not show it for legal reasons");

  private Failures() {}

  /** Whether a refusal is for asking too much. */
  static boolean isRateLimit(RawAnswer answer) {
    if (answer.status() != 403) {
      return answer.status() == 429;
    }
    String problem = HostText.problem(answer).toLowerCase(Locale.ROOT);
    return answer.header("Retry-After").isPresent()
        || answer.header("X-RateLimit-Remaining").filter("0"::equals).isPresent()
        || problem.contains("rate limit")
        || problem.contains("abuse detection");
  }

  /** The host asks to be left alone. */
  static TransientException limited(HostRequest request, URI url, Duration wait, String problem) {
    return new TransientException(
        start(request, url)
            + " allows no more requests for "
            + Math.max(1, wait.toSeconds())
            + " s"
            + behind(problem)
            + "; ask less often if this goes on",
        wait);
  }

  /** An answer that is an error. */
  static BzzzException of(HostRequest request, RawAnswer answer, Instant now) {
    int status = answer.status();
    String problem = HostText.problem(answer);
    String what = start(request, answer.url()) + " answered " + status + behind(problem);
    if (status >= 500 && status != 501 || status == 408 || status == 425) {
      Duration wait = RateLimit.retryAfter(answer.headers(), now).orElse(Duration.ZERO);
      return new TransientException(what + "; try later" + unsure(request), wait);
    }
    boolean archived = status == 403 && problem.toLowerCase(Locale.ROOT).contains("archived");
    String advice = ADVICE.getOrDefault(archived ? 423 : status, "check the address of the API");
    String message = what + "; " + advice;
    if (archived) {
      return new PermanentException(message);
    }
    return switch (status) {
      case 401, 403 -> new Unauthorized(message);
      case 404, 410 -> new NotFound(message);
      case 409 -> new Conflict(message);
      default -> new PermanentException(message);
    };
  }

  /** No answer came, or only a part of one. */
  static TransientException of(HostRequest request, URI url, IOException e) {
    String what = start(request, url);
    if (caused(e, SSLException.class) != null) {
      return new TransientException(
          what
              + " cannot be trusted: "
              + HostText.shown(String.valueOf(e.getMessage()))
              + "; check its certificate and this machine's clock, and name the file of its"
              + " certificate authority if it has one of its own",
          STRANGE,
          e);
    }
    if (caused(e, UnresolvedAddressException.class) != null
        || caused(e, UnknownHostException.class) != null) {
      return new TransientException(
          what + " has no known address; check the name of the host and the network", e);
    }
    if (e instanceof ConnectException) {
      return new TransientException(
          what + " cannot be reached: connection refused; check that the host runs", e);
    }
    return new TransientException(
        what
            + " gave no whole answer: "
            + HostText.shown(String.valueOf(e.getMessage()))
            + "; try later"
            + unsure(request),
        e);
  }

  /** No answer within the time of a call. */
  static TransientException late(HostRequest request, URI url, Duration timeout) {
    return new TransientException(
        start(request, url)
            + " did not answer within "
            + timeout.toMillis()
            + " ms; try later"
            + unsure(request),
        Duration.ZERO);
  }

  /** An answer that is something else than JSON. */
  static TransientException strange(HostRequest request, URI url, IOException e) {
    boolean page = String.valueOf(e.getMessage()).startsWith("an HTML");
    return new TransientException(
        start(request, url)
            + " answered "
            + e.getMessage()
            + (page ? "; check the address of the API, and what stands between" : "; try later")
            + unsure(request),
        page ? STRANGE : Duration.ZERO,
        e);
  }

  /** What an exception's short word is for the log of calls. */
  static String brief(IOException e) {
    if (caused(e, SSLException.class) != null) {
      return "not trusted";
    }
    return e instanceof ConnectException ? "not reached" : "no answer";
  }

  /** Such as {@code cannot list the issues of a/b: https://host/repos/a/b/issues}. */
  static String start(HostRequest request, URI url) {
    return "cannot " + request.action() + ": " + HostText.shown(Origin.of(url) + url.getRawPath());
  }

  private static String behind(String problem) {
    return problem.isEmpty() ? "" : " (" + problem + ")";
  }

  private static String unsure(HostRequest request) {
    return request.reads() ? "" : "; it may have been done all the same";
  }

  private static <T> @Nullable Throwable caused(Throwable e, Class<T> by) {
    Throwable cause = e;
    while (cause != null && !by.isInstance(cause)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
