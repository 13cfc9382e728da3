package dev.bzzz.core.claim;

import dev.bzzz.core.LocalValues;
import dev.bzzz.core.Signer;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.Post;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What a protocol's machine is born with.
 *
 * @param signer the agent
 * @param profile what it says about itself; of the same agent
 * @param slots how many tasks it works on at once, at least 1
 * @param random the machine's only source of chance; a {@link java.security.SecureRandom} in
 *     production
 * @param mesh how it speaks to other agents; empty when there is no mesh: then it says nothing
 * @param post how its messages become bytes; empty for signed JSON, as others read it
 * @param local what records must not tell of its machine
 */
public record ClaimContext(
    Signer signer,
    AgentProfile profile,
    int slots,
    Random random,
    Optional<MeshLink> mesh,
    Optional<Post> post,
    LocalValues local) {
  /** Most tasks one agent may work on at once. */
  public static final int MAX_SLOTS = 64;

  /** Checks the slots and whose profile it is. */
  public ClaimContext {
    if (slots < 1 || slots > MAX_SLOTS) {
      throw new IllegalArgumentException("slots are from 1 to " + MAX_SLOTS + ", not " + slots);
    }
    if (!profile.id().equals(signer.id())) {
      throw new IllegalArgumentException("the profile is another agent's: " + profile.id());
    }
  }

  /** An agent with the post of production. */
  public ClaimContext(
      Signer signer, AgentProfile profile, int slots, Random random, Optional<MeshLink> mesh) {
    this(signer, profile, slots, random, mesh, Optional.empty(), LocalValues.NONE);
  }

  /** An agent without skills and without a mesh. */
  public ClaimContext(Signer signer, int slots, Random random) {
    this(
        signer,
        new AgentProfile(signer.id(), signer.id().brief(), List.of()),
        slots,
        random,
        Optional.empty());
  }

  /** The same agent on a mesh. */
  public ClaimContext on(MeshLink link) {
    return new ClaimContext(signer, profile, slots, random, Optional.of(link), post, local);
  }

  /** The same agent with another post. */
  public ClaimContext by(Post other) {
    return new ClaimContext(signer, profile, slots, random, mesh, Optional.of(other), local);
  }

  /** The same agent, which keeps these values to itself. */
  public ClaimContext hiding(LocalValues values) {
    return new ClaimContext(signer, profile, slots, random, mesh, post, values);
  }

  /** How messages on this mesh become bytes. */
  Post post(MeshLink link) {
    return post.orElseGet(() -> Post.signed(link.verifier()));
  }
}
