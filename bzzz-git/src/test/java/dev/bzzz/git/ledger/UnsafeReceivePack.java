package dev.bzzz.git.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.jspecify.annotations.Nullable;

/** A host on which claims are not safe. */
final class UnsafeReceivePack extends ReceivePack {
  private final Flaw flaw;
  private OutputStream out = OutputStream.nullOutputStream();

  /** What the host does wrong, and the check of the probe that has to notice. */
  enum Flaw {
    /** Creates refs that exist. */
    CREATES_TWICE("second creation"),
    /** Makes updates whose old value is wrong. */
    IGNORES_OLD_VALUES("stale update"),
    /** Promises to make several updates or none, and makes those that it can. */
    IGNORES_ATOMICITY("update of two refs"),
    /** Compares with the refs it has listed, not with those there are when it writes. */
    LOOKS_THEN_WRITES("race"),
    /** Says that it has done what it has not. */
    DROPS_UPDATES("creation"),
    /** Says that it has done what it has refused. */
    SAYS_YES("second creation"),
    /** Says that it has refused what it has done. */
    SAYS_NO("good update"),
    /** Makes no update of a ref that exists. */
    ONLY_CREATES("good update"),
    /** Takes no refs but branches. */
    TAKES_BRANCHES_ONLY("creation"),
    /** Does not know pushes of several refs or none. */
    NOT_ATOMIC("atomic pushes"),
    /** Takes nothing. */
    TAKES_NOTHING("creation");

    private final String check;

    Flaw(String check) {
      this.check = check;
    }

    /** The check that fails. */
    String check() {
      return check;
    }
  }

  UnsafeReceivePack(Repository git, Flaw flaw) {
    super(git);
    this.flaw = flaw;
  }

  @Override
  public void receive(InputStream input, OutputStream output, @Nullable OutputStream messages)
      throws IOException {
    out = output;
    super.receive(input, output, messages);
  }

  @Override
  public void sendAdvertisedRefs(RefAdvertiser advertiser)
      throws IOException, ServiceMayNotContinueException {
    super.sendAdvertisedRefs(
        flaw != Flaw.NOT_ATOMIC
            ? advertiser
            : new RefAdvertiser.PacketLineOutRefAdvertiser(new PacketLineOut(out)) {
              @Override
              public void advertiseCapability(String name) {
                if (!name.equals("atomic")) {
                  super.advertiseCapability(name);
                }
              }
            });
  }

  @Override
  protected void executeCommands() {
    for (ReceiveCommand command : getAllCommands()) {
      if (command.getType() != ReceiveCommand.Type.DELETE) {
        execute(command);
      }
    }
    super.executeCommands();
    for (ReceiveCommand command : getAllCommands()) {
      boolean update = command.getType() != ReceiveCommand.Type.CREATE;
      if (flaw == Flaw.SAYS_YES) {
        command.setResult(Result.OK);
      } else if (flaw == Flaw.SAYS_NO && update && command.getResult() == Result.OK) {
        command.setResult(Result.REJECTED_OTHER_REASON, "no");
      }
    }
  }

  private void execute(ReceiveCommand command) {
    boolean creates = command.getType() == ReceiveCommand.Type.CREATE;
    boolean branch = command.getRefName().startsWith("refs/heads/");
    switch (flaw) {
      case CREATES_TWICE -> force(command, creates);
      case IGNORES_OLD_VALUES -> force(command, !creates);
      case IGNORES_ATOMICITY -> force(command, current(command).equals(command.getOldId()));
      case LOOKS_THEN_WRITES -> force(command, command.getResult() == Result.NOT_ATTEMPTED);
      case DROPS_UPDATES -> command.setResult(Result.OK);
      case ONLY_CREATES -> refuse(command, !creates);
      case TAKES_BRANCHES_ONLY -> refuse(command, !branch);
      case TAKES_NOTHING -> refuse(command, true);
      default -> {}
    }
  }

  private static void refuse(ReceiveCommand command, boolean wanted) {
    if (wanted) {
      command.setResult(Result.REJECTED_OTHER_REASON, "deny updating a hidden ref");
    }
  }

  private ObjectId current(ReceiveCommand command) {
    try {
      Ref ref = getRepository().exactRef(command.getRefName());
      return ref == null ? ObjectId.zeroId() : ref.getObjectId();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void force(ReceiveCommand command, boolean wanted) {
    if (!wanted) {
      return;
    }
    try {
      RefUpdate update = getRepository().updateRef(command.getRefName(), true);
      update.setNewObjectId(command.getNewId());
      update.forceUpdate();
      command.setResult(Result.OK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
