package dev.bzzz.git.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets git's requests pass whose token allows them. Safe for use by many threads. */
final class GitGate extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String CALLER = Caller.class.getName();
  private static final String RECEIVE_PACK = "git-receive-pack";

  private final transient Tokens tokens;

  GitGate(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = path(request);
    if (path.equals(ApiPaths.ROOT) || path.startsWith(ApiPaths.ROOT + "/")) {
      chain.doFilter(request, response); // the API answers for itself
      return;
    }
    Caller caller = tokens.caller(request.getHeader("Authorization"));
    if (!caller.known()) {
      response.setHeader("WWW-Authenticate", "Basic realm=\"Bzzz forge\"");
      boolean none = caller.right() == Caller.Right.NONE;
      refuse(
          response,
          401,
          (none ? "a token is needed" : "this server does not know this token")
              + ": give it as the password, with any user name");
    } else if (!caller.writes() && writes(request)) {
      refuse(response, 403, "this token may read only");
    } else {
      request.setAttribute(CALLER, caller);
      chain.doFilter(request, response);
    }
  }

  /** Who was let pass; nobody when a request found another way. */
  static Caller passed(HttpServletRequest request) {
    return request.getAttribute(CALLER) instanceof Caller caller ? caller : Caller.ANONYMOUS;
  }

  /** The path without escapes and dots, as those behind the gate see it. */
  private static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return request.getServletPath() + (info == null ? "" : info);
  }

  private static boolean writes(HttpServletRequest request) {
    return path(request).endsWith("/" + RECEIVE_PACK)
        || RECEIVE_PACK.equals(request.getParameter("service"));
  }

  private static void refuse(HttpServletResponse response, int status, String why)
      throws IOException {
    response.setStatus(status);
    response.setContentType("text/plain; charset=utf-8");
    response.getWriter().println(why);
  }
}
