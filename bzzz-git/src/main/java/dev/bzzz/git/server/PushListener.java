package dev.bzzz.git.server;

import dev.bzzz.core.repo.RepositoryName;
import java.util.Collection;
import org.eclipse.jgit.transport.ReceiveCommand;

/** Hears of refs that a push has moved. Called by many threads. */
interface PushListener {
  /** Told after the push, with the moves that were made. */
  void pushed(Links links, RepositoryName repository, Collection<ReceiveCommand> moves);
}
