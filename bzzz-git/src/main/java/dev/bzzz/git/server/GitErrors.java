package dev.bzzz.git.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.Set;
import java.util.zip.ZipException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.http.server.GitSmartHttpTools;
import org.eclipse.jgit.http.server.ReceivePackErrorHandler;
import org.eclipse.jgit.http.server.UploadPackErrorHandler;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says whose fault it is when a request of git fails. Safe for use by many threads. */
final class GitErrors implements UploadPackErrorHandler, ReceivePackErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(GitErrors.class);

  private static final Set<String> ENCODINGS = Set.of("gzip", "x-gzip");

  /** What git asks of the server. */
  private interface Service {
    void run() throws IOException;
  }

  @Override
  public void upload(
      HttpServletRequest request, HttpServletResponse response, UploadPackRunnable service)
      throws IOException {
    run(request, response, service::upload);
  }

  @Override
  public void receive(
      HttpServletRequest request, HttpServletResponse response, ReceivePackRunnable service)
      throws IOException {
    run(request, response, service::receive);
  }

  private static void run(HttpServletRequest request, HttpServletResponse response, Service service)
      throws IOException {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !ENCODINGS.contains(encoding)) {
      refuse(request, response, 415, "a body is sent as it is, or by gzip");
      return;
    }
    try {
      service.run();
    } catch (ServiceMayNotContinueException e) {
      if (!e.isOutput()) {
        refuse(request, response, e.getStatusCode(), String.valueOf(e.getMessage()));
      }
    } catch (IOException | RuntimeException | Error e) {
      if (sentWrong(e)) {
        LOG.debug("cannot read a request of git", e);
        refuse(request, response, 400, "this is not what git sends");
      } else {
        LOG.error("cannot answer git", e);
        refuse(request, response, 500, "the forge failed; its log says why");
      }
    }
  }

  private static boolean sentWrong(Throwable error) {
    return error instanceof PackProtocolException
        || error instanceof ZipException
        || error instanceof EOFException
        // JGit has no type of its own for a length that is none.
        || String.valueOf(error.getMessage()).startsWith("Invalid packet line header");
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, int status, String why)
      throws IOException {
    if (!response.isCommitted()) {
      response.reset();
      GitSmartHttpTools.sendError(request, response, status, why);
    }
  }
}
