print("trucd")
