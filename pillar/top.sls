base:
  '*_master':        # the master itself: the stacks that its orchestrators deploy
    - app.stack
  'app*':
    - app.host
