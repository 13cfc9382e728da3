package dev.bzzz.git.server;

import dev.bzzz.core.BzzzException;
import dev.bzzz.git.local.RefTransaction;
import dev.bzzz.git.local.RepositoryLock;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a push and moves its refs as all of Bzzz's writers do: under the {@link RepositoryLock}, by
 * {@link RefTransaction}. So whoever uses the folder without a server, and whoever dies meanwhile,
 * sees all of an atomic push or nothing. Confined to one thread.
 */
final class LockedReceivePack extends ReceivePack {
  private static final Logger LOG = LoggerFactory.getLogger(LockedReceivePack.class);

  LockedReceivePack(Repository git) {
    super(git);
    setAllowNonFastForwards(true);
    setPreReceiveHook((pack, commands) -> commands.forEach(this::check));
  }

  private void check(ReceiveCommand command) {
    String ref = command.getRefName();
    if (OwnRefs.contains(ref)) {
      command.setResult(Result.REJECTED_OTHER_REASON, OwnRefs.refusal(ref));
    } else if (command.getType() == ReceiveCommand.Type.DELETE && isDefault(ref)) {
      command.setResult(
          Result.REJECTED_OTHER_REASON,
          "this is the default branch, deleting it is not allowed: the policy and all work"
              + " start from it");
    } else if (command.getType() != ReceiveCommand.Type.DELETE
        && ref.startsWith(Constants.R_HEADS)
        && !isCommit(command.getNewId())) {
      command.setResult(Result.REJECTED_OTHER_REASON, "a branch names a commit, and this is none");
    }
  }

  private boolean isDefault(String ref) {
    try {
      Ref head = getRepository().getRefDatabase().exactRef(Constants.HEAD);
      return head != null && head.isSymbolic() && head.getTarget().getName().equals(ref);
    } catch (IOException e) {
      LOG.warn("cannot read HEAD: {}", e.getMessage());
      return true; // who cannot tell deletes nothing
    }
  }

  private boolean isCommit(ObjectId id) {
    try (ObjectReader reader = getRepository().newObjectReader()) {
      return reader.open(id).getType() == Constants.OBJ_COMMIT;
    } catch (IOException e) {
      LOG.warn("cannot read a pushed object: {}", e.getMessage());
      return false;
    }
  }

  @Override
  protected void executeCommands() {
    List<ReceiveCommand> commands = filterCommands(Result.NOT_ATTEMPTED);
    if (commands.isEmpty()) {
      return;
    }
    try (RepositoryLock lock =
        RepositoryLock.acquire(
            getRepository().getDirectory().toPath(), RepositoryLock.DEFAULT_TIMEOUT)) {
      if (isAtomic()) {
        move(commands, lock);
      } else {
        commands.forEach(command -> move(List.of(command), lock));
      }
    } catch (BzzzException e) {
      LOG.warn("cannot finish a push: {}", e.getMessage());
      filterCommands(Result.NOT_ATTEMPTED)
          .forEach(command -> command.setResult(Result.REJECTED_OTHER_REASON, "the forge is busy"));
    }
  }

  private void move(List<ReceiveCommand> commands, RepositoryLock lock) {
    RefTransaction transaction = new RefTransaction(getRepository());
    commands.forEach(
        command ->
            transaction.update(command.getRefName(), command.getOldId(), command.getNewId()));
    try {
      boolean applied = transaction.commit(lock) == RefTransaction.Outcome.APPLIED;
      commands.forEach(
          command -> {
            if (applied) {
              command.setResult(Result.OK);
            } else {
              command.setResult(Result.REJECTED_OTHER_REASON, "the ref was changed meanwhile");
            }
          });
    } catch (BzzzException e) {
      LOG.warn("cannot move refs of a push: {}", e.getMessage());
      commands.forEach(
          command -> command.setResult(Result.REJECTED_OTHER_REASON, "git cannot write this ref"));
    }
  }
}
