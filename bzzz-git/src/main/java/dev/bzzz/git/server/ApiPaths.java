package dev.bzzz.git.server;

/** Where the API is. */
final class ApiPaths {
  /** The API's address below the server's, as on hosts that speak GitHub's. */
  static final String ROOT = "/api/v3";

  private ApiPaths() {}
}
