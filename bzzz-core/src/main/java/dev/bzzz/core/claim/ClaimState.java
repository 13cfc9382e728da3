package dev.bzzz.core.claim;

/**
 * What a claim record says about its task.
 *
 * <pre>
 *            ┌──────────── takeover: term+1 ───────────┐
 *            ▼                                         │
 * none ──► HELD ◄── answer ── CHALLENGED ──────────────┘
 *   ▲       │ │                  │  │
 *   │       │ └── publish ───────┼──┴──► PUBLISHED ──► DONE
 *   │       ▼                    ▼             │
 *   └── RELEASED ──────────► ESCALATED ◄───────┘
 * </pre>
 */
public enum ClaimState {
  /** An agent works on the task. */
  HELD,
  /** Another agent doubts that the holder lives; silence loses the claim. */
  CHALLENGED,
  /** Free again. */
  RELEASED,
  /** The work is on its branch; this record is the commit point. */
  PUBLISHED,
  /** The pull request exists. */
  DONE,
  /** Handed to a human. */
  ESCALATED;

  /** Whether somebody holds the task and may still publish. */
  public boolean live() {
    return this == HELD || this == CHALLENGED;
  }
}
