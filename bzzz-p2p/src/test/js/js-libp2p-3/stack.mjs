// What a peer of the third generation of js-libp2p is made of.
export const name = 'js-libp2p-3'

export async function load () {
  const [core, tcp, noise, yamux, identify, ping, gossipsub, mdns, crypto, peerId, multiaddr] = await Promise.all([
    import('libp2p'), import('@libp2p/tcp'), import('@libp2p/noise'), import('@libp2p/yamux'), import('@libp2p/identify'),
    import('@libp2p/ping'), import('@libp2p/gossipsub'), import('@libp2p/mdns'), import('@libp2p/crypto/keys'),
    import('@libp2p/peer-id'), import('@multiformats/multiaddr')
  ])
  return { ...core, ...tcp, ...noise, ...yamux, ...identify, ...ping, ...gossipsub, ...mdns, ...crypto, ...peerId, ...multiaddr }
}
