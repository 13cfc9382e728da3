package dev.bzzz.git.ledger;

import dev.bzzz.core.Signer;
import dev.bzzz.core.repo.RepositoryProvider;
import java.util.Optional;

/**
 * Who probes a host.
 *
 * @param signer signs the result
 * @param forge opens pull requests there; without it they are not probed
 */
record Prober(Signer signer, Optional<RepositoryProvider> forge) {}
