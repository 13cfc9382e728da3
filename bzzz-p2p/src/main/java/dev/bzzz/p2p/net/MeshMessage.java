package dev.bzzz.p2p.net;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Topic;

/**
 * A message of a topic, whose author's signature holds.
 *
 * @param topic where it was published
 * @param from who signed it
 * @param sequence the author's number of the message, unsigned: it grows with each message
 * @param data untrusted; not copied
 */
public record MeshMessage(Topic topic, AgentId from, long sequence, byte[] data) {
  MeshMessage copy() {
    return new MeshMessage(topic, from, sequence, data.clone());
  }
}
