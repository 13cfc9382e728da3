package dev.bzzz.git.ledger;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/**
 * Why a remote rejected a push.
 *
 * @param why for people
 * @param sure whether the remote said that it will not have it, rather than that somebody was first
 */
record Rejection(String why, boolean sure) {
  private static final List<String> DECLINED =
      List.of("hook declined", "prohibited", "denied", "protected", "not allowed", "not permitted");
  private static final int MAX_MESSAGES = 500;

  static Rejection of(List<RemoteRefUpdate> updates, String messages) {
    String why =
        updates.stream()
            .filter(update -> update.getStatus() != RemoteRefUpdate.Status.OK)
            .map(
                update ->
                    update.getRemoteName()
                        + " "
                        + update.getStatus()
                        + (update.getMessage() == null ? "" : " (" + update.getMessage() + ")"))
            .collect(Collectors.joining(", "));
    String said = messages.strip();
    String lower = why.toLowerCase(Locale.ROOT);
    return new Rejection(
        said.isEmpty()
            ? why
            : why
                + "; the remote says: "
                + said.substring(0, Math.min(MAX_MESSAGES, said.length())),
        DECLINED.stream().anyMatch(lower::contains));
  }
}
