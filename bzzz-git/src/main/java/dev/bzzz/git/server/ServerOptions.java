package dev.bzzz.git.server;

import java.nio.file.Path;

/**
 * How a forge is served.
 *
 * @param dir the folder of repositories; created when it is missing
 * @param host address to listen at, such as {@code 127.0.0.1}
 * @param port port to listen at; 0 for any free one
 * @param login who writes whatever is written with the server's token
 * @param tokens who may do what
 */
public record ServerOptions(Path dir, String host, int port, String login, Tokens tokens) {
  /** The address that only this machine can reach. */
  public static final String LOOPBACK = "127.0.0.1";

  /** The last port there is. */
  public static final int MAX_PORT = 65_535;

  /** Checks the port and the login. */
  public ServerOptions {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is from 0 to " + MAX_PORT + ", not " + port);
    }
    if (!login.matches("[A-Za-z0-9_][A-Za-z0-9_-]{0,38}")) {
      throw new IllegalArgumentException(
          "a login is 1 to 39 letters, digits, _ and -, not beginning with -");
    }
  }
}
