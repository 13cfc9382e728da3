# Less was used than reserved, then more; an overdrawn budget gives nothing.
spent() {
    cat <<'END'
grant amber 1000
reserve amber api 600
settle amber api 450
reserve amber ui 500
settle amber ui 620
END
}

equals 'amber -70' "$(spent | swarm budget)"
overdraw() { { spent; echo 'reserve amber docs 1'; } | swarm budget; }
refuses 'swarm: line 6: amber has -70 tokens left, not 1' overdraw
refuses 'swarm: line 1: birch has reserved nothing for api' swarm budget <<'END'
settle birch api 10
END
