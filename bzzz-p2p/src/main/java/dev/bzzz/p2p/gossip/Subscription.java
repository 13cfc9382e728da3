package dev.bzzz.p2p.gossip;

/**
 * A peer's word that it wants the messages of a topic, or no longer.
 *
 * @param subscribe whether it wants them
 */
public record Subscription(boolean subscribe, String topic) {}
