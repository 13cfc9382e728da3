package dev.bzzz.git.server;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each request to the logger {@value ForgeServer#ACCESS_LOGGER}: time, who (the
 * fingerprint of the token), method, path, status, bytes of the answer, milliseconds. Queries are
 * left out, since people put secrets there.
 */
final class AccessLog implements RequestLog {
  private static final int MAX_PATH = 500;
  private static final Logger LOG = LoggerFactory.getLogger(ForgeServer.ACCESS_LOGGER);

  private final Tokens tokens;

  AccessLog(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public void log(Request request, Response response) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    String path = String.valueOf(request.getHttpURI().getPath());
    LOG.info(
        "{} {} {} {} {} {} {}",
        Instant.ofEpochMilli(Request.getTimeStamp(request)),
        tokens.caller(request.getHeaders().get(HttpHeader.AUTHORIZATION)).fingerprint(),
        request.getMethod(),
        path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path,
        response.getStatus(),
        Response.getContentBytesWritten(response),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - request.getBeginNanoTime()));
  }
}
