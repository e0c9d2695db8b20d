base:
  'app*':
    - docker-ce
    - haproxy
