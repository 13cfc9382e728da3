package dev.bzzz.examples.cli;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.PeerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "id",
    description = {
      "Print the peer id of a key, in both forms that libp2p has for it.",
      "An agent's id is the peer id of its key."
    })
final class PeerIdCommand extends BzzzCommand {
  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "peer.key",
      description =
          "the file with the private key; created, for its owner only, when it is missing; peer.key"
              + " unless given")
  private Path key = Path.of("");

  @Override
  Report execute() {
    boolean made = !Files.exists(key);
    PeerId peer = PeerId.of(Identity.loadOrCreate(key).id());
    var json =
        Json.object()
            .put("peer", peer.toString())
            .put("cid", peer.cid())
            .put("key", key.toAbsolutePath().normalize().toString())
            .put("created", made);
    return Report.done(json, List.of(peer.toString(), peer.cid()));
  }
}
