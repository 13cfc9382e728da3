package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.Message;
import java.util.Optional;

/**
 * With what one agent votes, and checks the votes of others. Confined to its machine.
 *
 * @param signer who votes
 * @param link in which network; empty without a mesh, where nobody votes
 */
record VoterKey(Signer signer, Optional<MeshLink> link) {
  static VoterKey of(ClaimContext context) {
    return new VoterKey(context.signer(), context.mesh());
  }

  Optional<String> network() {
    return link.map(MeshLink::network);
  }

  Optional<Message.Vote> cast(Election election, AgentId candidate) {
    Message.Candidacy stood = new Message.Candidacy(election.task(), election.term());
    return network().map(network -> Message.Vote.cast(signer, network, stood, candidate));
  }

  /** Whether a vote bears its voter's signature. */
  boolean proves(Election.Cast cast) {
    return link.filter(mesh -> cast.vote().isOf(cast.voter(), mesh.network(), mesh.verifier()))
        .isPresent();
  }
}
