package dev.bzzz.examples.bench;

import dev.bzzz.core.Secret;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRefLedger;
import dev.bzzz.git.local.LocalForge;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an agent of a {@link GitFleet} reaches the repositories: as files, or by smart HTTP from a
 * server of them.
 *
 * @param forge the folder they are in, where their ids and names are looked up
 * @param server where they are served; empty for the folder itself
 */
record GitAccess(Path forge, Optional<Server> server) {
  private static final String URL = "BZZZ_BENCH_URL";
  private static final String TOKEN = "BZZZ_BENCH_TOKEN";

  /**
   * A server of repositories.
   *
   * @param url where git finds {@code /OWNER/NAME.git}
   * @param token lets in whoever has it
   */
  record Server(URI url, String token) {
    @Override
    public String toString() {
      return url.toString(); // not the token
    }

    private GitLogin login() {
      return new GitLogin(Secret.fixed(token), Set.of(url.getHost()));
    }

    private Repository served(Repository local) {
      URI git = URI.create(url + "/" + local.name() + ".git");
      return new Repository(local.id(), local.name(), git, local.defaultBranch());
    }
  }

  /** What a process was told by {@link #environment}. */
  static GitAccess of(Path forge, Map<String, String> environment) {
    return new GitAccess(
        forge,
        Optional.ofNullable(environment.get(URL))
            .map(url -> new Server(URI.create(url), environment.getOrDefault(TOKEN, ""))));
  }

  /** What a process has to be told: its arguments would be for all to see. */
  Map<String, String> environment() {
    return server
        .map(each -> Map.of(URL, each.url().toString(), TOKEN, each.token()))
        .orElse(Map.of());
  }

  /**
   * Opens the ledger.
   *
   * @param cache a folder of its own
   */
  ClaimLedger ledger(Path cache) {
    LocalForge local = LocalForge.open(forge, "bench");
    return server
        .map(
            each ->
                GitRefLedger.open(
                    id -> each.served(local.repository(id)),
                    Verifier.ed25519(),
                    cache,
                    each.login()))
        .orElseGet(() -> GitRefLedger.open(local::repository, Verifier.ed25519(), cache));
  }
}
